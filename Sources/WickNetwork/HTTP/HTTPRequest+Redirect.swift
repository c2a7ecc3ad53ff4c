extension HTTPRequest {
    /// What another host may be told: anything else could be a secret meant for the first.
    private static let sharedHeaders: Set = [
        "accept", "accept-language", "user-agent", "if-none-match", "if-modified-since",
    ]

    /// Turns into the request for the next hop and gives its address (RFC 9110, 15.4).
    ///
    /// - Throws: `NetworkError` when that would give away what the first host was trusted with, or leads out of HTTP.
    mutating func follow(to target: String, status: Int, from address: NetworkAddress) throws(NetworkError)
        -> NetworkAddress
    {
        func refuse(_ cause: String) -> NetworkError {
            NetworkError(phase: .receive, place: address.place, cause: cause, canRetry: false)
        }
        let next: NetworkAddress
        do throws(NetworkError) {
            next = try NetworkAddress(target, schemes: [.http, .https])
        } catch {
            throw refuse("redirected to \(error.place): \(error.cause)")
        }
        guard next.scheme == .https || address.scheme == .http else {
            throw refuse("redirected from https to \(next.place), which is not encrypted")
        }
        let keepsMethod = status == 307 || status == 308
        if method == .post, keepsMethod, !next.hasSameOrigin(as: address) {
            throw refuse("redirected to \(next.place): a body is not sent on to another host")
        }
        if !keepsMethod {
            method = .get
            body = []
        }
        if !next.hasSameOrigin(as: address) {
            headers.removeAll { !Self.sharedHeaders.contains($0.name.lowercased()) }
        }
        return next
    }
}
