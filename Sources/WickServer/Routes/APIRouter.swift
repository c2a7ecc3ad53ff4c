import WickDomain
public import WickStore

/// Turns a request into an answer: pure, but for what it asks of the store. Knows no socket.
public struct APIRouter: Sendable {
    /// How an answer comes about.
    enum Answer: Sendable {
        case now(APIResponse)
        /// Reads the store, and so belongs off the event loops.
        case reading(@Sendable () -> APIResponse)
    }

    let reads: any ServedReads
    let training: any TrainingControl
    let metrics: ServiceMetrics
    private let report: @Sendable (StoreError) -> Void

    /// - Parameter report: is told why the store could not be read; clients are not.
    public init(
        store: Store, training: any TrainingControl, metrics: ServiceMetrics,
        report: @escaping @Sendable (StoreError) -> Void
    ) {
        self.init(reads: StoreReads(store: store), training: training, metrics: metrics, report: report)
    }

    init(
        reads: any ServedReads, training: any TrainingControl, metrics: ServiceMetrics,
        report: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) {
        (self.reads, self.training, self.metrics, self.report) = (reads, training, metrics, report)
    }

    /// The label of a request in the metrics.
    static func label(of request: APIRequest) -> String { Route.find(request.path)?.route.rawValue ?? "other" }

    func answer(_ request: APIRequest, _ state: ServedState) -> Answer {
        do throws(Problem) { return try dispatch(request, state) } catch { return .now(error.response) }
    }

    private func dispatch(_ request: APIRequest, _ state: ServedState) throws(Problem) -> Answer {
        guard let (route, parameter) = Route.find(request.path) else {
            throw Problem(.notFound, "there is no '\(Problem.shown(request.path))'; /openapi.json lists what there is")
        }
        guard route.methods.contains(request.method) else {
            let allowed = route.methods.joined(separator: ", ")
            throw Problem(
                .methodNotAllowed, "\(route.rawValue) takes \(allowed)",
                headers: [APIResponse.Header(name: "allow", value: allowed)])
        }
        let query = request.query
        switch route {
        case .candles, .features, .headlines, .predictions, .outcomes:
            let page = try PageRequest(query, route, state, ifNoneMatch: request[header: "if-none-match"])
            return reading { () throws(Problem) in try self.page(route, page, state) }
        case .prediction:
            _ = try QueryParameters(query, allowed: [])
            return try prediction(parameter ?? "", state)
        case .models:
            return try models(query)
        case .latestPredictions: return .now(try latestPredictions(query, state))
        case .latestFeatures: return .now(try latestFeatures(query, state))
        case .errors: return .now(try errors(query, state))
        case .training: return .now(try training(request, state))
        default: return .now(try service(route, query, state))
        }
    }

    /// An answer that asks the store, whose troubles become problems.
    func reading(_ body: @escaping @Sendable () throws(Problem) -> APIResponse) -> Answer {
        .reading {
            do throws(Problem) { return try body() } catch { return error.response }
        }
    }

    /// What the store says, or why it cannot.
    func stored<Value>(_ body: () throws(StoreError) -> Value) throws(Problem) -> Value {
        do throws(StoreError) { return try body() } catch {
            report(error)
            // The store's own words name files of this machine.
            if error.canRetry {
                throw Problem(
                    .unavailable, "the store is busy; try again",
                    headers: [APIResponse.Header(name: "retry-after", value: "1")])
            }
            throw Problem(.failed, "the store cannot be read; the service's log says why")
        }
    }
}

extension APIRouter {
    /// A GET from start to end on the calling thread, without a server: its status and body.
    ///
    /// - Parameter target: path and query, percent-encoded.
    public func get(_ target: String, _ state: ServedState) -> (status: Int, body: [UInt8]) {
        let response =
            switch answer(APIRequest(target: target), state) {
            case .now(let response): response
            case .reading(let read): read()
            }
        return (response.status, response.body)
    }
}
