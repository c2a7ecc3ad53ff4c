public import WickDomain

import FoundationEssentials

/// The payload of a `note` frame: what a replay must know and no other frame tells. One JSON object with one key.
public enum Note: Equatable, Sendable {
    /// A connection to this venue has answered, though it had nothing to say: `{"alive":"binance"}`. Binance has no heartbeats, so without
    /// it a quiet market and a dead one would look the same, and quiet minutes would not close.
    case alive(Venue)

    private struct Object: Codable {
        var alive: String?
    }

    /// Reads a payload; nil where it is no note, or one of a newer wick.
    public init?(payload: some Sequence<UInt8>) {
        // What is wrong with it does not matter: it is counted as ignored.
        guard let object = try? JSONDecoder().decode(Object.self, from: Data(payload)),
            let venue = object.alive.flatMap(Venue.init(rawValue:))
        else { return nil }
        self = .alive(venue)
    }

    /// One line of JSON.
    public var payload: [UInt8] {
        switch self {
        case .alive(let venue): Array(#"{"alive":"\#(venue)"}"#.utf8)
        }
    }
}
