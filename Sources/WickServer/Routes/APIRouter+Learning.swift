import WickDomain
import WickStore

// The registry and the training.
extension APIRouter {
    func models(_ query: Substring?) throws(Problem) -> Answer {
        _ = try QueryParameters(query, allowed: [])
        return reading { () throws(Problem) in
            let (records, aliases) = try stored { () throws(StoreError) in
                (try reads.models(), try reads.aliases())
            }
            return APIResponse { json in
                json.array("data", records.reversed()) { json, record in
                    let roles = aliases.filter { $0.value == record.version }.keys.sorted()
                    json.object { $0.fields(of: record, roles: roles) }
                }
            }
        }
    }

    func training(_ request: APIRequest, _ state: ServedState) throws(Problem) -> APIResponse {
        _ = try QueryParameters(request.query, allowed: [])
        switch request.method {
        case "POST": return try startTraining(request, state)
        case "DELETE":
            guard training.cancel() else { throw Problem(.conflict, "no training is running") }
            return APIResponse(status: 202) { $0.field("status", "cancelling") }
        default:
            return APIResponse { json in
                guard let run = state.training else { return json.field("training", json: "null") }
                json.object("training") { $0.fields(of: run) }
            }
        }
    }

    private func startTraining(_ request: APIRequest, _ state: ServedState) throws(Problem) -> APIResponse {
        let wish = try Self.wish(request, state)
        do throws(TrainingRefusal) { try training.start(wish) } catch {
            throw Problem(error == .stopping ? .unavailable : .conflict, "not started: \(error)")
        }
        return APIResponse(status: 202) { json in
            json.field("status", "accepted")
            json.array("instruments", wish.instruments) { json, instrument in
                json.object { $0.fields(of: instrument) }
            }
        }
    }

    private static func wish(_ request: APIRequest, _ state: ServedState) throws(Problem) -> TrainingWish {
        let type = request[header: "content-type"].map { $0.prefix { $0 != ";" }.lowercased() } ?? ""
        guard type.filter({ $0 != " " }) == APIResponse.json else {
            throw Problem(
                .unsupportedMediaType, "the body must be application/json, not '\(Problem.shown(type))'")
        }
        let fields = try JSONValue.fields(
            request.body, otherwise: "the body is not a JSON object such as {} or {\"symbols\": [\"BTC/USD\"]}")
        for name in fields.keys.sorted() where !["symbols", "venue", "days"].contains(name) {
            throw Problem(
                .badRequest, "there is no field '\(Problem.shown(name))'; there are symbols, venue and days")
        }
        let days = try days(fields["days"])
        return TrainingWish(instruments: try instruments(fields, state), days: days)
    }

    private static func days(_ value: JSONValue?) throws(Problem) -> Int? {
        guard let value else { return nil }
        guard let days = value.integer(in: 1...3650) else {
            throw Problem(.badRequest, "days: it is not a whole number from 1 to 3650")
        }
        return days
    }

    private static func instruments(
        _ fields: [String: JSONValue], _ state: ServedState
    ) throws(Problem) -> [Instrument] {
        var venue: Venue?
        if let value = fields["venue"] {
            venue = value.text.flatMap(Venue.init)
            guard venue != nil else {
                let names = Venue.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(.badRequest, "venue: it is none of \(names)")
            }
        }
        let known = state.instruments.filter { venue == nil || $0.venue == venue }
        guard let value = fields["symbols"] else {
            guard !known.isEmpty else { throw Problem(.notFound, "nothing of that venue is watched") }
            return known
        }
        let list = "it is not a list of 1 to 20 symbols, each once"
        guard let texts = value.texts, (1...20).contains(texts.count) else {
            throw Problem(.badRequest, "symbols: \(list)")
        }
        let symbols: [Symbol]
        do throws(DomainError) { symbols = try texts.map { text throws(DomainError) in try Symbol(text) } } catch {
            throw Problem(.badRequest, "symbols: \(error)")
        }
        guard Set(symbols).count == symbols.count else { throw Problem(.badRequest, "symbols: \(list)") }
        for symbol in symbols where !known.contains(where: { $0.symbol == symbol }) {
            let names = known.map(\.description).joined(separator: ", ")
            throw Problem(.notFound, "'\(symbol)' is not watched; there is \(names)")
        }
        return known.filter { symbols.contains($0.symbol) }
    }
}
