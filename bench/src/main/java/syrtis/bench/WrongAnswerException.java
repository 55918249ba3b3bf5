package syrtis.bench;

/** Two contenders computed different things, so their times cannot be compared. */
final class WrongAnswerException extends Exception {
    private static final long serialVersionUID = 1;

    WrongAnswerException(String difference) {
        super(difference);
    }
}
