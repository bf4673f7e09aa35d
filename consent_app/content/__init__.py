"""What a candidate must be told: declared data with sources, loaded once and frozen."""
