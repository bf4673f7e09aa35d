"""A fresh process: one document laid out and signed by the vendors' own short ways.

Arguments: HTML, style sheet, PEM file with key and certificate, and the file to write; without
arguments it only imports, which leaves the byte code behind.
"""

import sys
from io import BytesIO
from pathlib import Path

import weasyprint
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from weasyprint.text.fonts import FontConfiguration


def main(html: str, style: str, key: str, certificate: str, target: str) -> None:
    """Lay out, sign, write."""
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(filename=style, font_config=fonts)
    pdf = weasyprint.HTML(filename=html).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a"
    )
    signer = SimpleSigner.load(key, certificate)  # type: ignore[no-untyped-call]
    about = PdfSignatureMetadata(
        field_name="Seal", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    with Path(target).open("wb") as file:
        sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), about, signer=signer, output=file)


if __name__ == "__main__" and sys.argv[1:]:
    main(*sys.argv[1:])
