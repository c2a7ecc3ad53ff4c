extension NetworkThread: HTTPClient {
    public func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
        let address = try NetworkAddress(request.url, schemes: [.http, .https])
        for header in request.headers { _ = try header.line(for: address.place) }
        precondition(request.maximumBodyBytes >= 0, "maximumBodyBytes is \(request.maximumBodyBytes)")
        let call = NetworkCall<HTTPResponse>()
        return try await call.answer(
            from: inbox, to: .send(request, address, call), cancelling: .cancel(call), place: address.place)
    }
}
