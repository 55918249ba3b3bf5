/** The command {@code syrtis}. */
module syrtis.cli {
    requires info.picocli;

    opens syrtis.cli to
            info.picocli;
}
