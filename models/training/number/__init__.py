"""The number reader: strings of handwritten digits synthesised from pen strokes and pictures, read by a CTC network."""
