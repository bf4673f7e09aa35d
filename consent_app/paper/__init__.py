"""From a document of blocks to a sealed file: rendered, signed, sealed, verified."""
