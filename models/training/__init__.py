"""Trains the digit model: sources, normal form, augmentation, network, calibration, export."""
