public import WickDomain

/// How long a backfill takes at the venue's pace: an estimate beforehand, and a better one on the way.
public struct BackfillPace: Sendable {
    /// What an answer takes besides the wait that the venue wants.
    private static let answer = 0.3
    /// Fewer minutes tell too little of how much is traded.
    private static let fewestMinutes = 30

    private let venue: Venue
    private let tradesPerMinute: Double?

    /// - Parameter counts: of bars of the same instrument, which tell how much is traded.
    public init(venue: Venue, counts: BackfillCounts) {
        self.venue = venue
        tradesPerMinute =
            counts.minutesWithCount >= Self.fewestMinutes
            ? Double(counts.trades) / Double(counts.minutesWithCount) : nil
    }

    /// Nil where nobody knows how much was traded.
    public func requests(for minutes: Int, of source: BackfillPlan.Source) -> Int? {
        guard minutes > 0 else { return 0 }
        let rows: Double
        switch source {
        case .bars: rows = Double(venue == .coinbase ? BackfillPlan.coinbaseRows : BackfillPlan.binanceRows)
        case .trades:
            guard let tradesPerMinute else { return nil }
            rows = Double(BackfillPlan.tradeRows) / max(tradesPerMinute, 1.0 / 1440)
        }
        return Int(exactly: (Double(minutes) / rows).rounded(.up))
    }

    /// For minutes that were not begun.
    public func duration(of minutes: Int, _ source: BackfillPlan.Source) -> Duration? {
        requests(for: minutes, of: source).map {
            .seconds(Double($0) * (BackfillRun.spacing(venue).seconds + Self.answer))
        }
    }

    /// For the rest of a piece: as fast as it went so far, once it has gone some way.
    public func rest(of plan: BackfillPlan, after elapsed: Duration) -> Duration? {
        let (done, left) = (plan.doneMinutes, plan.totalMinutes - plan.doneMinutes)
        guard plan.counts.answers >= 3, done > 0 else { return duration(of: left, plan.source) }
        return .seconds(elapsed.seconds * Double(left) / Double(done))
    }
}
