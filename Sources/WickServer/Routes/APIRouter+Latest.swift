import WickDomain

// What is answered from memory: the newest of everything.
extension APIRouter {
    func latestPredictions(_ query: Substring?, _ state: ServedState) throws(Problem) -> APIResponse {
        let markets = try markets(query, state)
        return APIResponse { json in
            json.array("data", markets.flatMap(\.predictions)) { json, served in
                json.object { json in
                    json.field("prediction", json: served.json)
                    json.field("is_stale", state.isStale(served.prediction))
                }
            }
            json.freshness(state, of: Self.venues(of: markets))
        }
    }

    func latestFeatures(_ query: Substring?, _ state: ServedState) throws(Problem) -> APIResponse {
        let markets = try markets(query, state)
        return APIResponse { json in
            json.array("data", markets.compactMap(\.vector)) { json, vector in
                json.object { $0.fields(of: vector, names: state.featureNames, schema: state.schemaHash) }
            }
            json.freshness(state, of: Self.venues(of: markets))
        }
    }

    func errors(_ query: Substring?, _ state: ServedState) throws(Problem) -> APIResponse {
        let markets = try markets(query, state)
        let instruments = Set(markets.map(\.instrument))
        return APIResponse { json in
            json.array("data", state.errors.filter { instruments.contains($0.instrument) }) { json, window in
                json.object { $0.fields(of: window) }
            }
            json.array("drift", state.drift) { json, drift in json.object { $0.fields(of: drift) } }
            json.freshness(state, of: Self.venues(of: markets))
        }
    }

    private func markets(_ query: Substring?, _ state: ServedState) throws(Problem) -> [ServedState.Market] {
        let parameters = try QueryParameters(query, allowed: ["symbol", "venue"])
        let wanted = try InstrumentFilter(parameters).instruments(among: state.instruments)
        return state.markets.filter { wanted.contains($0.instrument) }
    }

    static func venues(of markets: [ServedState.Market]) -> [Venue] { venues(of: markets.map(\.instrument)) }
    static func venues(of instruments: [Instrument]) -> [Venue] { Set(instruments.map(\.venue)).sorted() }
}

/// Which instruments somebody asks for.
struct InstrumentFilter: Sendable {
    private let symbol: Symbol?
    private let venue: Venue?

    init(_ parameters: QueryParameters) throws(Problem) {
        symbol = try parameters.symbol()
        venue = try parameters.venue()
    }

    /// - Throws: a problem that names what there is, where a filter leaves nothing.
    func instruments(among known: [Instrument]) throws(Problem) -> [Instrument] {
        let found = known.filter {
            (symbol == nil || $0.symbol == symbol) && (venue == nil || $0.venue == venue)
        }
        guard found.isEmpty, symbol != nil || venue != nil else { return found }
        let wanted = [venue?.rawValue, symbol?.description].compactMap(\.self).joined(separator: " ")
        let names = known.prefix(20).map(\.description).joined(separator: ", ")
        throw Problem(.notFound, "there is nothing of '\(wanted)'; there is \(names.isEmpty ? "nothing yet" : names)")
    }
}
