package syrtis.cluster;

/** What keeps a job's results in the cluster: those who need them refer to it, and when nobody does they are let go. */
final class Tenure {
    private final String job;

    Tenure(String job) {
        this.job = job;
    }

    String job() {
        return job;
    }
}
