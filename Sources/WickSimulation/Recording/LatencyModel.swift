import WickDomain

/// How long frames take to reach us: about 30 ms with jitter, and every quarter of an hour or so a burst of up to 0.9 s
/// that fades within seconds. Each asset's frames keep their order; across assets they may overtake one another.
struct LatencyModel: Sendable {
    private static let baseMicroseconds = 24_000.0
    private static let jitterMicroseconds = 5_000.0
    private static let secondsBetweenBursts = 900.0
    private static let burstDecaySeconds = 1.2

    private var random: RandomSource
    private var burst = 0.0
    private var burstTime: Timestamp
    private var nextBurst: Timestamp
    private var lastArrival = AssetPair<Int64>(repeating: .min)

    init(seed: UInt64, start: Timestamp) {
        random = RandomSource(seed: seed, stream: 5)
        burstTime = start
        nextBurst = start
        scheduleBurst(after: start)
    }

    /// When what the venue sends of this asset now reaches us, in nanoseconds since 1970.
    mutating func arrival(of asset: Asset, sent: Timestamp) -> Int64 {
        while nextBurst <= sent {
            burst = random.uniform(150_000, 900_000)
            burstTime = nextBurst
            scheduleBurst(after: nextBurst)
        }
        let age = max(0, (sent - burstTime).seconds)
        let faded = burst * PortableMath.exp(-age / Self.burstDecaySeconds)
        let delay = Self.baseMicroseconds + Self.jitterMicroseconds * random.exponential() + faded
        let arrival = sent.microseconds * 1000 + Int64(delay * 1000)
        lastArrival[asset] = max(arrival, lastArrival[asset])
        return lastArrival[asset]
    }

    /// A few hundred microseconds either way, for what a server sends by the clock.
    mutating func wobble() -> Int64 { Int64(400_000 * random.unit()) }

    private mutating func scheduleBurst(after time: Timestamp) {
        nextBurst = time + .microseconds(1 + Int64(random.exponential() * Self.secondsBetweenBursts * 1e6))
    }
}
