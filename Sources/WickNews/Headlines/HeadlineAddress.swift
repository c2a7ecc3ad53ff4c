/// The form of an address by which two of them are the same story: without scheme, `www.`, tracking parameters, fragment, and the slash at
/// the end, with the host in small letters.
enum HeadlineAddress {
    /// What campaigns and counters append, and no publisher needs.
    private static let tracking: Set = [
        "fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid", "twclid", "ttclid", "cmpid",
        "ref",
        "ref_src", "ref_url", "referrer", "source", "src", "smid", "cid", "spm", "guccounter", "rss", "feed", "ncid",
        "taid", "trk", "share", "_ga", "__twitter_impression", "outputtype", "amp",
    ]

    static func normalized(_ address: String) -> String {
        var rest = Substring(address)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "#" }
        let hostEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let host = trimmedHost(rest[..<hostEnd])
        let path = rest[hostEnd...].prefix { $0 != "?" }
        let query = rest[path.endIndex...].dropFirst().split(separator: "&").filter { !isTracking($0) }.sorted()
        var result = host + path
        while result.last == "/" { result.removeLast() }
        return query.isEmpty ? result : result + "?" + query.joined(separator: "&")
    }

    private static func trimmedHost(_ host: Substring) -> String {
        var name = host.lowercased()
        if let at = name.lastIndex(of: "@") { name.removeSubrange(...at) }
        for ending in [":80", ":443"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        for prefix in ["www.", "m.", "amp."] where name.hasPrefix(prefix) && name.filter({ $0 == "." }).count >= 2 {
            name.removeFirst(prefix.count)
            break
        }
        return name
    }

    private static func isTracking(_ parameter: Substring) -> Bool {
        let name = parameter.prefix { $0 != "=" }.lowercased()
        return name.isEmpty || name.hasPrefix("utm_") || tracking.contains(name)
    }
}
