import WickDomain
import WickSimulation

/// Says on standard error what an exchange does to its clients, and what they do against its rules, as it happens.
struct FaultReport {
    private static let interval = Duration.milliseconds(200)

    let exchange: LoopbackExchange
    let venues: [Venue]

    /// Ends after so long, or when its task is cancelled.
    func run(for duration: Duration?) async {
        let clock = ContinuousClock()
        let end = duration.map { clock.now + $0 }
        var told = venues.map { _ in (faults: 0, violations: 0) }
        while !Task.isCancelled, end.map({ clock.now < $0 }) ?? true {
            let wait = end.map { min(Self.interval, $0 - clock.now) } ?? Self.interval
            // Cancelling ends the loop above.
            try? await clock.sleep(for: wait)
            for (index, venue) in venues.enumerated() { tell(venue, &told[index]) }
        }
    }

    private func tell(_ venue: Venue, _ told: inout (faults: Int, violations: Int)) {
        let from = told
        let news = exchange.inspect(venue) { simulated in
            (
                faults: Array(simulated.log.faults.dropFirst(from.faults)),
                violations: Array(simulated.log.violations.dropFirst(from.violations))
            )
        }
        guard let news else { return }
        for fault in news.faults { Output.error("\(venue): \(fault)") }
        for violation in news.violations { Output.error("\(venue): \(violation)") }
        told.faults += news.faults.count
        told.violations += news.violations.count
    }
}
