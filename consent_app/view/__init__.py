"""From an episode and a language to blocks: the same for every face.

`blocks` are the neutral form, `words` fills sentences, `content` turns the pack into blocks (with
`risks`, `costs`, `drawings`, `about` and others for what it asks for), `page` builds one page of
the wizard and `document` the paper, with `summary` for its first page, `short` for what was
explained, and `signing` for its signatures.
"""
