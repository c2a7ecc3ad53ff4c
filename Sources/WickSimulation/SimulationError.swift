public import WickDomain

/// Why a simulation cannot be set up. Retrying cannot help: the parameters must change.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
    /// A parameter out of its range, e.g. "trades per second", "-1", "above 0 and at most 20000".
    case parameter(name: String, value: String, allowed: String)
    /// A venue whose frames the simulator cannot write.
    case unsupportedVenue(Venue)

    public var description: String {
        switch self {
        case .parameter(let name, let value, let allowed):
            "setting up a synthetic market: \(name) is \(value), allowed is \(allowed)"
        case .unsupportedVenue(let venue):
            "setting up a synthetic market: \(venue) has no live frames; kraken, binance and coinbase have"
        }
    }
}
