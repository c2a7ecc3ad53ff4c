public import WickDomain

/// The times that a venue was asked for, as pieces: a backfill may come from both ends, and reach further back one day.
/// Written down as `start/end` with blanks between.
public struct BackfillSpans: Equatable, Sendable, CustomStringConvertible {
    /// Beyond it the oldest piece is forgotten, and asked for again.
    static let maximumPieces = 1000

    /// Ascending, none touching another.
    public private(set) var pieces: [Range<Timestamp>] = []

    public init() {}

    /// Reads what was written down; a piece that cannot be read is asked for again.
    public init(_ text: String) {
        for piece in text.split(separator: " ").prefix(Self.maximumPieces) {
            let times = piece.split(separator: "/").compactMap { try? Timestamp(iso8601: String($0)) }
            if times.count == 2, times[0] < times[1] { insert(times[0]..<times[1]) }
        }
    }

    public var description: String { pieces.map { "\($0.lowerBound)/\($0.upperBound)" }.joined(separator: " ") }

    /// Adds a piece, and joins it to those that it touches.
    public mutating func insert(_ piece: Range<Timestamp>) {
        guard !piece.isEmpty else { return }
        let touching = pieces.filter { $0.lowerBound <= piece.upperBound && $0.upperBound >= piece.lowerBound }
        let start = touching.map(\.lowerBound).min().map { min($0, piece.lowerBound) } ?? piece.lowerBound
        let end = touching.map(\.upperBound).max().map { max($0, piece.upperBound) } ?? piece.upperBound
        pieces.removeAll { touching.contains($0) }
        pieces.append(start..<end)
        pieces.sort { $0.lowerBound < $1.lowerBound }
        if pieces.count > Self.maximumPieces { pieces.removeFirst() }
    }

    /// What of a span is not among the pieces, ascending.
    public func missing(in span: Range<Timestamp>) -> [Range<Timestamp>] {
        var missing: [Range<Timestamp>] = []
        var start = span.lowerBound
        for piece in pieces where piece.upperBound > start && piece.lowerBound < span.upperBound {
            if piece.lowerBound > start { missing.append(start..<piece.lowerBound) }
            start = piece.upperBound
        }
        if start < span.upperBound { missing.append(start..<span.upperBound) }
        return missing
    }
}
