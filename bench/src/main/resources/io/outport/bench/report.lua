-- Called by wrk once, at the end: the exact figures on one line. Costs nothing while it runs.
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("report %d %d %d %d %d %d\n", summary.requests, summary.bytes, summary.duration,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
