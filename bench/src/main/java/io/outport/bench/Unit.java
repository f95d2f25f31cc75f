package io.outport.bench;

/** What is counted: answers or bytes. */
enum Unit {
  REQUESTS("req/s", "CPU µs/req", 1e6) {
    @Override
    double amount(Load load) {
      return load.requests();
    }
  },
  BYTES("MiB/s", "CPU s/GiB", 1024) {
    @Override
    double amount(Load load) {
      return (double) load.bytes() / MIB;
    }
  };

  static final long MIB = 1L << 20;

  private final String rate;
  private final String cost;
  private final double costFactor;

  Unit(String rate, String cost, double costFactor) {
    this.rate = rate;
    this.cost = cost;
    this.costFactor = costFactor;
  }

  /** How much a load was, in requests or MiB. */
  abstract double amount(Load load);

  String rate() {
    return rate;
  }

  String cost() {
    return cost;
  }

  Sample sample(Load load, double serverCpuSeconds, double clientCpuSeconds) {
    double amount = amount(load);
    boolean answered = load.requests() > 0;
    return new Sample(
        amount / load.seconds(),
        answered ? load.p50Millis() : Double.NaN,
        answered ? load.p99Millis() : Double.NaN,
        amount == 0 ? Double.NaN : serverCpuSeconds / amount * costFactor,
        clientCpuSeconds / load.seconds(),
        load.wrong());
  }
}
