import WickDomain

/// What was spent, and whether more may be: calls and tokens in the running hour and UTC day.
struct LLMLedger: Equatable, Sendable {
    private let budget: LLMConfiguration.Budget
    private var hour = Window(length: .seconds(3600))
    private var day = Window(length: .seconds(86_400))

    private struct Window: Equatable {
        let length: Duration
        var start = Timestamp(microseconds: .min / 2)
        var calls = 0
        var tokens = 0

        mutating func turn(to time: Timestamp) {
            let current = time.floored(to: length)
            if current != start { self = Window(length: length, start: current) }
        }
    }

    init(_ budget: LLMConfiguration.Budget) { self.budget = budget }

    /// Nil where another call may be made; else when it may.
    mutating func nextChance(at time: Timestamp) -> Timestamp? {
        hour.turn(to: time)
        day.turn(to: time)
        if day.calls >= budget.callsPerDay || day.tokens >= budget.tokensPerDay { return day.start + day.length }
        if hour.calls >= budget.callsPerHour || hour.tokens >= budget.tokensPerHour { return hour.start + hour.length }
        return nil
    }

    /// A call counts when it is made, whatever comes of it.
    mutating func noteCall(at time: Timestamp) {
        hour.turn(to: time)
        day.turn(to: time)
        hour.calls += 1
        day.calls += 1
    }

    mutating func noteTokens(_ count: Int) {
        hour.tokens += count
        day.tokens += count
    }

    var callsToday: Int { day.calls }
    var tokensToday: Int { day.tokens }
}
