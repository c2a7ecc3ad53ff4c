import WickDomain

/// Lets each address make so many requests a second on average, and a burst of twice as many. A bucket an address; the
/// clock is whoever asks.
struct RateLimiter {
    /// Addresses that are remembered, 100 bytes each; beyond, those that have been quiet longest are forgotten.
    static let maximumAddresses = 4_096

    private struct Bucket {
        var tokens: Double
        var time: Duration
    }

    private var buckets: [String: Bucket] = [:]

    /// - Returns: whether the request may be answered.
    mutating func allows(_ address: String, rate: Int, now: Duration) -> Bool {
        let burst = Double(rate) * 2
        var bucket = buckets[address] ?? Bucket(tokens: burst, time: now)
        bucket.tokens = min(burst, bucket.tokens + max(0, (now - bucket.time).seconds) * Double(rate))
        bucket.time = now
        let isAllowed = bucket.tokens >= 1
        if isAllowed { bucket.tokens -= 1 }
        if buckets[address] == nil, buckets.count >= Self.maximumAddresses { forget() }
        buckets[address] = bucket
        return isAllowed
    }

    /// Drops the older half.
    private mutating func forget() {
        let times = buckets.values.map(\.time).sorted()
        let middle = times[times.count / 2]
        buckets = buckets.filter { $0.value.time > middle }
    }
}
