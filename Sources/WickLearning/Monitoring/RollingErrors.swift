public import WickDomain

/// How wrong the predictions of the last hour, six hours, day and week have been. One forecast costs O(1), amortised;
/// sums are of integers, so what leaves a window takes away exactly what it brought, for ever.
public struct RollingErrors: Sendable {
    public enum Window: String, CaseIterable, Codable, Sendable {
        case hour = "1h"
        case sixHours = "6h"
        case day = "24h"
        case week = "7d"

        public var duration: Duration {
            switch self {
            case .hour: .seconds(3_600)
            case .sixHours: .seconds(6 * 3_600)
            case .day: .seconds(86_400)
            case .week: .seconds(7 * 86_400)
            }
        }
    }

    /// What a window holds. Errors are log returns.
    public struct Metrics: Equatable, Sendable {
        public let n: Int
        public let mae: Double
        public let rmse: Double
        /// 1 - mae / persistence's; nil where the price has not moved.
        public let skill: Double?
        /// Where it lies with 95 % by the spread among forecasts whose outcomes share no minute (delta method for a ratio of
        /// means); nil with fewer than 20 of those.
        public let skillInterval: ClosedRange<Double>?
        /// Among forecasts whose outcomes share no minute; nil without one.
        public let hitRate: WilsonInterval?
        public let hitCount: Int
        public let coverage: Double
    }

    /// A week of minutes; more would be forecasts of several horizons or instruments, which belong in windows of their
    /// own.
    public static let maximumForecasts = 10_080

    private var entries: [Entry] = []
    /// For each window, the first entry inside of it, and the sums from there on.
    private var windows = [Sums](repeating: Sums(), count: Window.allCases.count)
    private var picker: NonOverlapping
    private var newest: Timestamp?

    /// - Parameter horizon: Of the predictions.
    public init(horizon: Duration) { picker = NonOverlapping(horizon: horizon) }

    /// Takes in a forecast whose target time has passed. One that comes late still counts in the windows that hold its
    /// target.
    public mutating func add(_ forecast: ScoredForecast) {
        let entry = Entry(forecast, sharesNoMinute: picker.takes(forecast.madeAt))
        let place = entries.isEmpty || entries[entries.count - 1].target <= entry.target ? entries.count : rank(entry)
        entries.insert(entry, at: place)
        for index in windows.indices {
            if place < windows[index].first {
                windows[index].first += 1
            } else {
                windows[index].add(entry, 1)
            }
        }
        advance(to: max(newest ?? forecast.targetTime, forecast.targetTime))
    }

    /// Lets what is older than each window, seen from this moment, leave it. A window is (moment - duration, moment].
    public mutating func advance(to moment: Timestamp) {
        if let newest, moment < newest { return }
        newest = moment
        for (index, window) in Window.allCases.enumerated() {
            let start = moment - window.duration
            while windows[index].first < entries.count,
                entries[windows[index].first].target <= start
                    || entries.count - windows[index].first > Self.maximumForecasts
            {
                windows[index].add(entries[windows[index].first], -1)
                windows[index].first += 1
            }
        }
        compact()
    }

    /// The mean absolute errors of equal parts of a window, and of predicting no change, oldest first; NaN for a part without
    /// any forecast. Goes through the window: for a picture, not for every forecast.
    public func history(_ window: Window, parts: Int) -> (errors: [Double], persistence: [Double]) {
        precondition(parts > 0, "a picture without columns")
        var sums = [(count: Int, error: Double, move: Double)](repeating: (0, 0, 0), count: parts)
        guard let index = Window.allCases.firstIndex(of: window), let newest else { return ([], []) }
        let length = window.duration.microseconds
        let start = newest - window.duration
        for entry in entries[windows[index].first...] {
            let place = Int((entry.target - start).microseconds) * parts / Int(length)
            let part = min(max(place, 0), parts - 1)
            sums[part].count += 1
            sums[part].error += Double(entry.error) / Self.unit
            sums[part].move += Double(entry.move) / Self.unit
        }
        let mean = { (sum: Double, count: Int) in count == 0 ? .nan : sum / Double(count) }
        return (sums.map { mean($0.error, $0.count) }, sums.map { mean($0.move, $0.count) })
    }

    /// Nil where the window holds nothing.
    public func metrics(_ window: Window) -> Metrics? {
        guard let index = Window.allCases.firstIndex(of: window) else { return nil }
        return windows[index].metrics
    }

    private func rank(_ entry: Entry) -> Int { entries.lastIndex { $0.target <= entry.target }.map { $0 + 1 } ?? 0 }

    /// Forgets what has left all windows, once it is half of the memory.
    private mutating func compact() {
        let gone = windows.map(\.first).min() ?? 0
        guard gone > 64, gone * 2 > entries.count else { return }
        entries.removeFirst(gone)
        for index in windows.indices { windows[index].first -= gone }
    }
}

extension ScoredForecast {
    /// Whether the direction was right; nil where there is none.
    var isHit: Bool? {
        predicted == 0 || observed == 0 ? nil : (predicted > 0) == (observed > 0)
    }
}

extension RollingErrors {
    /// Errors as multiples of 1e-12, a hundred-millionth of a basis point.
    private static let unit = 1e12

    private struct Entry: Sendable {
        let target: Timestamp
        let error: Int64
        let move: Int64
        /// Nil where there is no direction, and for one whose minutes another has counted.
        let hit: Bool?
        let isCovered: Bool
        let sharesNoMinute: Bool

        init(_ forecast: ScoredForecast, sharesNoMinute: Bool) {
            target = forecast.targetTime
            error = Self.fixed(forecast.observed - forecast.predicted)
            move = Self.fixed(forecast.observed)
            hit = sharesNoMinute ? forecast.isHit : nil
            self.sharesNoMinute = sharesNoMinute
            isCovered = forecast.isCovered
        }

        /// A log return above 1,000 is no return; clamped, so that a wrong number cannot stop the program.
        private static func fixed(_ value: Double) -> Int64 {
            Int64((min(value.magnitude, 1_000) * RollingErrors.unit).rounded())
        }
    }

    private struct Sums: Sendable {
        var first = 0
        private var count = 0
        private var errors: Int128 = 0
        private var squares: Int128 = 0
        private var moves: Int128 = 0
        private var hits = 0
        private var directions = 0
        private var covered = 0
        private var spread = RatioSpread()

        /// - Parameter sign: 1 to take in, -1 to take away.
        mutating func add(_ entry: Entry, _ sign: Int) {
            let wide = Int128(sign)
            count += sign
            errors += wide * Int128(entry.error)
            squares += wide * Int128(entry.error) * Int128(entry.error)
            moves += wide * Int128(entry.move)
            if let hit = entry.hit {
                directions += sign
                if hit { hits += sign }
            }
            if entry.isCovered { covered += sign }
            if entry.sharesNoMinute { spread.add(entry.error, entry.move, sign) }
        }

        var metrics: Metrics? {
            guard count > 0 else { return nil }
            let n = Double(count)
            let mae = Double(errors) / unit / n
            let skill = moves == 0 ? nil : 1 - Double(errors) / Double(moves)
            return Metrics(
                n: count, mae: mae, rmse: (Double(squares) / (unit * unit) / n).squareRoot(),
                skill: skill,
                skillInterval: skill.flatMap { skill in spread.halfWidth.map { skill - $0...skill + $0 } },
                hitRate: WilsonInterval(successes: hits, of: directions), hitCount: directions,
                coverage: Double(covered) / n)
        }
    }
}
