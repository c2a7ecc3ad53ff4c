public import WickDomain

/// In which pieces and in which order an instrument's missing minutes are asked for.
public enum BackfillAgenda {
    public struct Piece: Equatable, Sendable {
        public var span: Range<Timestamp>
        public let source: BackfillPlan.Source
        /// Whether it reaches up to the running minute.
        public let isNewest: Bool
    }

    private static let minute = Timeframe.oneMinute.duration

    /// What bars answer, the newest first, so that a chart is there at once.
    ///
    /// - Parameters:
    ///   - missing: whole minutes that were never asked for, ascending.
    ///   - wanted: all minutes that are wanted.
    public static func bars(
        of venue: Venue, missing: [Range<Timestamp>], wanted: Range<Timestamp>
    ) -> [Piece] {
        let reach = barsReach(of: venue, wanted: wanted)
        return missing.reversed().compactMap { span in
            let span = max(span.lowerBound, min(reach, span.upperBound))..<span.upperBound
            guard !span.isEmpty else { return nil }
            return Piece(span: span, source: .bars, isNewest: span.upperBound == wanted.upperBound)
        }
    }

    /// What only the list of trades answers: older than a venue's bars reach, or than they reached.
    ///
    /// - Parameters:
    ///   - missing: whole minutes that neither were asked for nor are stored, ascending.
    ///   - bars: the pieces of bars that were asked for, as far as each was answered.
    public static func trades(
        of venue: Venue, missing: [Range<Timestamp>], wanted: Range<Timestamp>, bars: [Range<Timestamp>]
    ) -> [Piece] {
        guard hasTradeList(venue) else { return [] }
        // Bars may reach less far than is promised; what is missing behind the oldest of them was asked for in vain.
        let oldest = bars.map(\.lowerBound).min() ?? wanted.upperBound
        let reach = max(barsReach(of: venue, wanted: wanted), oldest)
        return missing.reversed().compactMap { span in
            let span = span.lowerBound..<max(span.lowerBound, min(reach, span.upperBound))
            return span.isEmpty ? nil : Piece(span: span, source: .trades, isNewest: false)
        }
    }

    /// Widens a piece up to what is stored before and behind it, where no more than a silence lies between: what the
    /// silence means is seen by its both ends only.
    ///
    /// - Parameters:
    ///   - before: the newest stored candle before the piece.
    ///   - behind: the oldest stored candle behind the piece.
    public static func widened(
        _ piece: Piece, of venue: Venue, before: Candle?, behind: Candle?, silence: Int
    ) -> Piece {
        guard venue.leavesOutQuietMinutes else { return piece }
        var (start, end) = (piece.span.lowerBound, piece.span.upperBound)
        if let before, before.state.isWhole, before.closeTime <= start, start - before.closeTime <= minute * silence {
            start = before.closeTime
        }
        // Trades go on behind the end by themselves until one comes.
        if piece.source == .bars, !piece.isNewest, let behind, behind.state.isWhole, behind.openTime >= end,
            behind.openTime - end <= minute * silence
        {
            end = behind.closeTime
        }
        return Piece(span: start..<end, source: piece.source, isNewest: piece.isNewest)
    }

    private static func hasTradeList(_ venue: Venue) -> Bool { venue == .kraken }

    private static func barsReach(of venue: Venue, wanted: Range<Timestamp>) -> Timestamp {
        venue == .kraken ? wanted.upperBound - BackfillPlan.krakenReach : wanted.lowerBound
    }
}
