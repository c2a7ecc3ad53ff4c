import Glibc
import TOMLKit

extension ConfigurationOption {
    /// Of `wick run`.
    static let api: [ConfigurationOption] = [
        .text(
            "api.address", "Where wick run listens; other addresses than this machine's own need a token.",
            \.api.address, allowed: "an IPv4 or IPv6 address such as 127.0.0.1"
        ) { isAddress($0) },
        .number("api.port", "Its port; 0 takes a free one.", \.api.port, 0...65_535),
        .optionalText(
            "api.token_file", "A file that only you can read (0600) with the token; WICK_API_TOKEN beats it.",
            \.api.tokenFile, allowed: "the path of a file"
        ) { !$0.isEmpty },
        .number("api.connections", "Most open connections, streams included.", \.api.connections, 1...100_000),
        .number(
            "api.requests_per_second", "Most requests a second of one address; 0 is no limit.",
            \.api.requestsPerSecond, 0...1_000_000),
        .number("api.head_seconds", "How long a request's head, and its body, may take.", \.api.headSeconds, 1...300),
        .number(
            "api.idle_seconds",
            "How long a connection may stay without a request, or take nothing of what waits for it.",
            \.api.idleSeconds, 1...3_600),
        .number("api.body_kib", "Largest body of a request.", \.api.bodyKiB, 1...1_024),
        .number(
            "api.unread_kib", "What a stream may leave unread before it is closed.", \.api.unreadKiB, 64...65_536),
        origins,
    ]

    private static let origins = ConfigurationOption(
        path: "api.origins", help: "Web pages that may ask, such as \"https://example.org\"; none by default."
    ) { value, configuration throws(Refusal) in
        let texts = value.array.map { Array($0).map(\.string) } ?? [value.string]
        guard let known = texts as? [String], known.allSatisfy(isOrigin) else {
            throw Refusal(allowed: "a list of origins such as [\"https://example.org\"]")
        }
        configuration.api.origins = known
    } show: { configuration in
        "[" + configuration.api.origins.map(quoted).joined(separator: ", ") + "]"
    }

    /// Scheme, host and perhaps a port, as browsers send it.
    private static func isOrigin(_ text: String) -> Bool {
        isURL(text, schemes: ["https", "http"]) && text.count { $0 == "/" } == 2
    }

    private static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }
}
