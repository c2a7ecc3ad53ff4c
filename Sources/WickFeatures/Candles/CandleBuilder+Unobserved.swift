import WickDomain

// Intervals in which nobody watched, and what proves that nothing was missed in them.
extension CandleBuilder {
    /// An unbroken run of ids proves that nothing happened between its ends but what is known: so much of an unobserved interval was
    /// as good as watched.
    mutating func bridgeUnobserved(_ touched: inout TouchedMinutes) {
        var remaining: [Range<Timestamp>] = []
        for interval in unobserved {
            let pieces = unproven(of: interval)
            if pieces != [interval] { touched.include(interval) }
            remaining += pieces
        }
        if remaining.count <= Self.maximumUnobserved { unobserved = remaining }
        // Once trades have passed the intervals that remain, only a filled hole can still join their sides.
        bridgesPossible = unobserved.contains { $0.upperBound > latestEventTime }
    }

    func unproven(of interval: Range<Timestamp>) -> [Range<Timestamp>] {
        var pieces = [interval]
        // Where trades overtook each other, the last id of a span may be older than its first: such a span proves nothing.
        for span in ledger.spans
        where span.firstTime < span.lastTime && span.firstTime < interval.upperBound
            && span.lastTime > interval.lowerBound
        {
            pieces = Self.pieces(pieces, without: span.firstTime..<span.lastTime)
        }
        return listed.map { Self.pieces(pieces, without: $0) } ?? pieces
    }

    private static func pieces(
        _ pieces: [Range<Timestamp>], without proven: Range<Timestamp>
    ) -> [Range<Timestamp>] {
        pieces.flatMap { piece in
            [
                piece.lowerBound..<max(piece.lowerBound, min(piece.upperBound, proven.lowerBound)),
                min(piece.upperBound, max(piece.lowerBound, proven.upperBound))..<piece.upperBound,
            ]
            .filter { !$0.isEmpty }
        }
    }

    /// Two lists that do not touch leave in doubt what lies between them; the newer one counts.
    mutating func noteListed(_ range: Range<Timestamp>) {
        guard let known = listed, known.lowerBound <= range.upperBound, range.lowerBound <= known.upperBound else {
            listed = range
            return
        }
        listed = min(known.lowerBound, range.lowerBound)..<max(known.upperBound, range.upperBound)
    }
}
