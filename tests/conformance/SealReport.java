import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlSignatureScope;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.signature.AdvancedSignature;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What EU DSS finds in the seal of each file: one line of {@code key=value}, separated by tabs. It
 * reports; {@code run.py} judges. The first argument is the folder of the certificates to trust, as
 * no authority stands behind a demonstration key. Nothing is asked from the network.
 */
final class SealReport {
    private static final CommonCertificateVerifier VERIFIER = new CommonCertificateVerifier();

    public static void main(String[] arguments) {
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (File certificate : new File(arguments[0]).listFiles()) {
            trusted.addCertificate(DSSUtils.loadCertificate(certificate));
        }
        VERIFIER.setTrustedCertSources(trusted);
        for (String file : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("file", file);
            try {
                read(new File(file), facts);
            } catch (RuntimeException error) {
                facts.put("error", error);
            }
            System.out.println(facts.entrySet().stream()
                    .map(fact -> fact.getKey() + "=" + oneLine(fact.getValue()))
                    .collect(Collectors.joining("\t")));
        }
    }

    private static String oneLine(Object value) {
        return Objects.toString(value, "").replaceAll("\\s+", " ");
    }

    private static void read(File file, Map<String, Object> facts) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(VERIFIER);
        List<AdvancedSignature> found = validator.getSignatures();
        facts.put("signatures", found.size());
        if (found.size() != 1) {
            return;
        }
        // a journey has its own day, which may lie ahead of this machine's clock
        validator.setValidationTime(found.get(0).getSigningTime());
        Reports reports = validator.validateDocument();
        describe(reports.getDiagnosticData().getSignatures().get(0), facts);
        judge(reports.getSimpleReport(), facts);
    }

    private static void describe(SignatureWrapper seal, Map<String, Object> facts) {
        facts.put("level", seal.getSignatureFormat());
        facts.put("sub_filter", seal.getSubFilter());
        facts.put("digest", seal.getDigestAlgorithm());
        facts.put("intact", seal.isSignatureIntact());
        facts.put("valid", seal.isSignatureValid());
        facts.put("structure", seal.isStructuralValidationValid());
        facts.put("byte_range", seal.isSignatureByteRangeValid());
        facts.put("dictionary", seal.isPdfSignatureDictionaryConsistent());
        facts.put("modified", seal.arePdfModificationsDetected() || seal.arePdfObjectModificationsDetected());
        facts.put("scope", seal.getSignatureScopes().stream()
                .map(XmlSignatureScope::getScope).map(String::valueOf).collect(Collectors.joining(",")));
        facts.put("permission", seal.getDocMDPPermissions());
    }

    private static void judge(SimpleReport report, Map<String, Object> facts) {
        String seal = report.getFirstSignatureId();
        facts.put("indication", report.getIndication(seal));
        facts.put("because", report.getSubIndication(seal));
        facts.put("errors", report.getAdESValidationErrors(seal).stream()
                .map(message -> message.getValue()).collect(Collectors.joining(" | ")));
    }
}
