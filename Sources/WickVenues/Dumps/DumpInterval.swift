import WickDomain

/// How long the candles of a table are, as far as its first rows tell.
enum DumpInterval: Equatable {
    case minutes
    case other(minutes: Int)
    case unclear

    private static let standard: Set<Int> = [2, 3, 5, 10, 15, 30, 60, 120, 240, 360, 480, 720, 1440, 4320, 10_080]

    /// - Parameters:
    ///   - times: open times, in any order.
    ///   - lengths: from open to close time, where rows have both.
    init(times: [Timestamp], lengths: [Duration]) {
        if !lengths.isEmpty {
            // Minutes that closed early are shorter, and one damaged row does not count.
            let longer = lengths.filter { $0 > .seconds(61) }
            guard longer.count * 2 > lengths.count else {
                self = .minutes
                return
            }
            let typical = longer.sorted()[longer.count / 2]
            self = .other(minutes: Int((typical.microseconds + 30_000_000) / 60_000_000))
            return
        }
        self = Self.bySteps(times)
    }

    /// Where quiet minutes are left out, steps of real minutes soon have no common divisor; those of longer candles keep theirs.
    private static func bySteps(_ times: [Timestamp]) -> DumpInterval {
        let minute: Int64 = 60_000_000
        let minutes = Set(times.filter { $0.microseconds % minute == 0 }.map { $0.microseconds / minute }).sorted()
        let steps = zip(minutes.dropFirst(), minutes).map { Int($0 - $1) }
        guard let shortest = steps.min() else { return .unclear }
        let common = steps.reduce(0, divisor)
        guard common > 1 else { return .minutes }
        let isAligned = minutes.allSatisfy { Int($0) % common == 0 } || common % 1440 == 0
        guard standard.contains(common) || common % 1440 == 0, isAligned else { return .unclear }
        let needed = common < 5 ? 20 : common < 60 ? 2 : 1
        return steps.count >= needed ? .other(minutes: shortest) : .unclear
    }

    private static func divisor(_ first: Int, _ second: Int) -> Int {
        var (first, second) = (first, second)
        while second != 0 { (first, second) = (second, first % second) }
        return first
    }

    static func name(_ minutes: Int) -> String {
        if minutes % 10_080 == 0 { return "\(minutes / 10_080) w" }
        if minutes % 1440 == 0 { return "\(minutes / 1440) d" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes) m"
    }
}
