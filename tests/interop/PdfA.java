// veraPDF says of each file whether it is PDF/A-3b, and which clauses it breaks.
//
// One line a file: its name, "true" or "false", and "clause-test" of every rule that failed.

import java.io.File;
import java.io.FileInputStream;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class PdfA {
    public static void main(String[] names) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour asked = PDFAFlavour.PDFA_3_B;
        for (String name : names) {
            try (PDFAParser parser = Foundries.defaultInstance()
                    .createParser(new FileInputStream(name), asked)) {
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(asked, false);
                ValidationResult found = validator.validate(parser);
                TreeSet<String> broken = new TreeSet<>();
                for (TestAssertion each : found.getTestAssertions()) {
                    broken.add(each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber());
                }
                System.out.println(new File(name).getName() + " " + found.isCompliant() + " "
                        + String.join(" ", broken));
            }
        }
    }
}
