"""Pictures whose label nobody could tell from them: a 3 called 5, a blot, a stroke of a letter.

Of all training pictures of MNIST and of NIST's digits these are the ones to which the digit model 2.4.0 gave less than a
tenth, looked through by eye: none shows its label. (After Northcutt, Jiang and Chuang 2021, "Confident learning".)
A string that holds one has a wrong truth, in training as in what the promise is certified on.
"""

# Indices of the pictures in their source's training file, from 0.
MISLABELLED: dict[str, tuple[int, ...]] = {
    "mnist": (
        132, 212, 4476, 7080, 7270, 10994, 12830, 13558, 16676, 18190, 18834, 21944, 26560, 28357, 32342, 33262,
        35246, 35310, 36446, 37838, 38700, 40654, 41538, 43454, 45352, 46078, 49960, 52294, 53396, 53806, 54458,
        56596, 57744, 57972, 58022, 59915,
    ),
    "nist": (
        451, 862, 1142, 1788, 2167, 2370, 4199, 4490, 4992, 5474, 6222, 6930, 7367, 8559, 10192, 10981, 11373, 11647,
        13316, 13580, 14486, 14996, 15100, 16831, 18432, 18620, 18762, 19474, 21344, 21540, 22149, 22480, 22878,
        24546, 24829, 25632, 28836, 30738, 30837, 30863, 32201,
    ),
}  # fmt: skip
