"""Patient education and informed consent, from a declared pack to a sealed document."""
