/// Time zones by the names that feeds use.
enum FeedZone {
    /// Hours east of Greenwich. RFC 822's, and those of publishers; where a name is used twice the American meaning counts.
    private static let hours: [String: Double] = [
        "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6,
        "mst": -7, "mdt": -6, "mt": -7, "pst": -8, "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10, "bst": 1,
        "cet": 1, "met": 1, "west": 1, "cest": 2, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "hkt": 8,
        "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    ]

    /// Seconds east of Greenwich; nil for a name that is unknown.
    static func seconds(named name: String) -> Int? { hours[name].map { Int($0 * 3600) } }
}
