package syrtis.cluster;

/** What keeps a job's results in the cluster: those who need them refer to it, and when nobody does they are let go. */
record Tenure(String job) {
    /** Two are one only if they are the same: what counts is who refers to it. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
