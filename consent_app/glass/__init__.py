"""The screen: the only room that knows Qt. Each block has one builder; pages emit events."""
