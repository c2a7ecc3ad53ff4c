/// The form of an address by which two of them are the same story: without scheme, `www.`, tracking parameters, and the slash at the end, with the
/// host in small letters. Whatever else differs in query or fragment tells two items apart.
enum HeadlineAddress {
    /// What campaigns and counters append, and no publisher needs.
    private static let tracking: Set = [
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "igshid", "yclid",
        "twclid", "ttclid", "li_fat_id", "cmpid", "ref_src", "ref_url", "smid", "spm", "guccounter", "guce_referrer",
        "guce_referrer_sig", "ncid", "taid", "trk", "_ga", "_gl", "__twitter_impression", "xtor", "_hsenc", "_hsmi",
        "hsctatracking", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "wt.mc_id", "s_cid", "ocid",
    ]
    private static let trackingPrefixes = ["utm_", "pk_", "mtm_", "at_", "piwik_", "hsa_"]
    /// What some append to say where a reader came from, and others use for what is shown: they are tracking with a word behind them
    /// ("ref=rss"), and name an item with a number ("cid=100").
    private static let ambiguous: Set = [
        "ref", "referrer", "source", "src", "cid", "rss", "feed", "share", "amp", "outputtype", "from", "via",
    ]
    /// Places on a page that are no item of their own.
    private static let places: Set = ["top", "comments", "respond", "content", "main", "more", "disqus_thread", "rss"]

    static func normalized(_ address: String) -> String {
        var rest = Substring(address)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let whole = rest.prefix { $0 != "#" }
        let fragment = Self.fragment(rest[whole.endIndex...].dropFirst())
        let hostEnd = whole.firstIndex { $0 == "/" || $0 == "?" } ?? whole.endIndex
        let host = trimmedHost(whole[..<hostEnd])
        let path = whole[hostEnd...].prefix { $0 != "?" }
        let query = whole[path.endIndex...].dropFirst().split(separator: "&").filter { !isTracking($0) }.sorted()
        var result = host + path
        while result.last == "/" { result.removeLast() }
        return result + (query.isEmpty ? "" : "?" + query.joined(separator: "&")) + fragment
    }

    /// With its sign; empty where it says nothing of which item is meant.
    private static func fragment(_ text: Substring) -> String {
        let lower = text.lowercased()
        let isTracked = text.split(separator: "&").allSatisfy { $0.contains("=") && isTracking($0) }
        let isPlace = places.contains(lower) || lower.hasPrefix(":~:") || lower.hasPrefix("more-")
        return isTracked || isPlace ? "" : "#\(text)"
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
        guard !name.isEmpty else { return true }
        if tracking.contains(name) || trackingPrefixes.contains(where: name.hasPrefix) { return true }
        return ambiguous.contains(name) && !parameter.dropFirst(name.count).contains { $0.isNumber }
    }
}
