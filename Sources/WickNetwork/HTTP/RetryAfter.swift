import CCurl

/// The `Retry-After` header (RFC 9110, 10.2.3): a number of seconds, or a date.
public enum RetryAfter {
    /// Longer than this is not a wait but a refusal, and would overflow sums: a year.
    public static let maximum = Duration.seconds(365 * 86400)

    /// How long to wait; nil when the text is neither form. A date that has passed gives zero.
    ///
    /// - Parameter nowNanoseconds: since 1970, by the clock that the date is held against.
    public static func duration(_ text: String, nowNanoseconds: Int64) -> Duration? {
        if let seconds = seconds(text) { return seconds }
        // libcurl reads the three forms of an HTTP date; it would also read plain numbers and words as dates of its own.
        guard text.utf8.count <= 40, text.utf8.contains(UInt8(ascii: ":")) else { return nil }
        let date = curl_getdate(text, nil)
        guard date >= 0 else { return nil }
        let wait = Duration.seconds(date) - .nanoseconds(nowNanoseconds)
        return min(max(wait, .zero), maximum)
    }

    /// The first form only.
    static func seconds(_ text: String) -> Duration? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(text)
        else { return nil }
        return min(.seconds(seconds), maximum)
    }
}
