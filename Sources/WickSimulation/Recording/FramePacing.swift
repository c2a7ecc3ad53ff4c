public import WickDomain

/// Lets frames out as a live feed would, by a clock that is handed in.
public struct FramePacing: Sendable {
    public let clock: any Clock<Duration>
    /// Simulated seconds in a second of the clock, from a millionth to a million.
    public let speed: Double
    /// Where receive times come from; nil keeps the simulated ones, so that the frames do not depend on the clock.
    public let receiveClock: (@Sendable () -> Timestamp)?

    public init(
        clock: any Clock<Duration>, speed: Double = 1, receiveClock: (@Sendable () -> Timestamp)? = nil
    ) throws(SimulationError) {
        guard speed >= 0.000001, speed <= 1_000_000 else {
            throw .parameter(name: "speed", value: "\(speed)", allowed: "0.000001 to 1000000")
        }
        self.clock = clock
        self.speed = speed
        self.receiveClock = receiveClock
    }

    /// A stopwatch that starts now.
    func stopwatch() -> @Sendable () -> Duration { Self.stopwatch(clock) }

    private static func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
