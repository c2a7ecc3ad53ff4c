public import WickDomain

import FoundationEssentials

/// The payload of a `note` frame: what a replay must know and no other frame tells. One JSON object with one key.
public enum Note: Equatable, Sendable {
    /// A connection to this venue has answered, though it had nothing to say: `{"alive":"binance"}`. Binance has no heartbeats, so without
    /// it a quiet market and a dead one would look the same, and quiet minutes would not close.
    case alive(Venue)
    /// From here on this model predicts:
    /// `{"champion":{"horizon_seconds":300,"sha256":"9f…","symbol":"BTC/USD","venue":"kraken","version":12}}`.
    case champion(ChampionNote)
    /// What the user asked for, so that a session can be read afterwards: `{"command":"train kraken BTC/USD 5m"}`. Changes nothing.
    case command(String)
    /// What happened to the clock: `{"clock":{"by_microseconds":-3600000000,"kind":"wall","lead_microseconds":-3600000000}}`.
    case clock(ClockStep)

    private struct Object: Codable {
        var alive: String?
        var champion: ChampionNote?
        var clock: ClockStep?
        var command: String?
    }

    /// Reads a payload; nil where it is no note, or one of a newer wick.
    public init?(payload: some Sequence<UInt8>) {
        // What is wrong with it does not matter: it is counted as ignored.
        guard let object = try? JSONDecoder().decode(Object.self, from: Data(payload)) else { return nil }
        if let venue = object.alive.flatMap(Venue.init(rawValue:)) {
            self = .alive(venue)
        } else if let champion = object.champion {
            self = .champion(champion)
        } else if let step = object.clock {
            self = .clock(step)
        } else if let command = object.command {
            self = .command(command)
        } else {
            return nil
        }
    }

    /// One line of JSON, keys in alphabetical order.
    public var payload: [UInt8] {
        switch self {
        case .alive(let venue): Array(#"{"alive":"\#(venue)"}"#.utf8)
        case .champion(let champion): Self.json(Object(champion: champion))
        case .clock(let step): Self.json(Object(clock: step))
        case .command(let command): Self.json(Object(command: command))
        }
    }

    private static func json(_ object: Object) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return Array(try encoder.encode(object)) } catch {
            preconditionFailure("texts are always encodable: \(error)")
        }
    }
}
