/// The character references that titles use: HTML 4's, by name, and windows-1252 numbers as HTML reads them.
enum NamedEntities {
    /// Latin-1 from U+00A0 on, in order (HTML 4.01, 24.2).
    private static let latin = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para \
        middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave \
        Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute \
        Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
        iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
        """

    private static let others: [String: UInt32] = [
        "amp": 0x26, "lt": 0x3c, "gt": 0x3e, "quot": 0x22, "apos": 0x27, "OElig": 0x152, "oelig": 0x153,
        "Scaron": 0x160, "scaron": 0x161, "Yuml": 0x178, "fnof": 0x192, "circ": 0x2c6, "tilde": 0x2dc, "ensp": 0x2002,
        "emsp": 0x2003, "thinsp": 0x2009, "zwnj": 0x200c, "zwj": 0x200d, "lrm": 0x200e, "rlm": 0x200f,
        "ndash": 0x2013, "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "sbquo": 0x201a, "ldquo": 0x201c,
        "rdquo": 0x201d, "bdquo": 0x201e, "dagger": 0x2020, "Dagger": 0x2021, "bull": 0x2022, "hellip": 0x2026,
        "permil": 0x2030, "prime": 0x2032, "Prime": 0x2033, "lsaquo": 0x2039, "rsaquo": 0x203a, "oline": 0x203e,
        "frasl": 0x2044, "euro": 0x20ac, "image": 0x2111, "weierp": 0x2118, "real": 0x211c, "trade": 0x2122,
        "alefsym": 0x2135, "larr": 0x2190, "uarr": 0x2191, "rarr": 0x2192, "darr": 0x2193, "harr": 0x2194,
        "crarr": 0x21b5, "lArr": 0x21d0, "uArr": 0x21d1, "rArr": 0x21d2, "dArr": 0x21d3, "hArr": 0x21d4,
        "forall": 0x2200, "part": 0x2202, "exist": 0x2203, "empty": 0x2205, "nabla": 0x2207, "isin": 0x2208,
        "notin": 0x2209, "ni": 0x220b, "prod": 0x220f, "sum": 0x2211, "minus": 0x2212, "lowast": 0x2217,
        "radic": 0x221a, "prop": 0x221d, "infin": 0x221e, "ang": 0x2220, "and": 0x2227, "or": 0x2228, "cap": 0x2229,
        "cup": 0x222a, "int": 0x222b, "there4": 0x2234, "sim": 0x223c, "cong": 0x2245, "asymp": 0x2248, "ne": 0x2260,
        "equiv": 0x2261, "le": 0x2264, "ge": 0x2265, "sub": 0x2282, "sup": 0x2283, "nsub": 0x2284, "sube": 0x2286,
        "supe": 0x2287, "oplus": 0x2295, "otimes": 0x2297, "perp": 0x22a5, "sdot": 0x22c5, "loz": 0x25ca,
        "spades": 0x2660, "clubs": 0x2663, "hearts": 0x2665, "diams": 0x2666,
    ]

    /// From U+0391; final sigma has a place and no upper case.
    private static let greek = """
        alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi \
        psi omega
        """

    private static let table: [String: UInt32] = {
        var table = others
        for (index, name) in latin.split(separator: " ").enumerated() { table[String(name)] = 0xa0 + UInt32(index) }
        for (index, name) in greek.split(separator: " ").enumerated() {
            table[String(name)] = 0x3b1 + UInt32(index)
            if name != "sigmaf" { table[name.prefix(1).uppercased() + name.dropFirst()] = 0x391 + UInt32(index) }
        }
        return table
    }()

    /// Windows-1252 from 0x80 to 0x9f: what pages that write `&#146;` mean (WHATWG HTML, 13.2.5.80).
    private static let windows: [UInt32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
        0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
        0x17e, 0x178,
    ]

    static func value(of name: String) -> String? {
        table[name].flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }

    /// Old pages leave the semicolon out of the five and of Latin-1's names; longer names without one are text.
    static func isShort(_ count: Int) -> Bool { count <= 4 }

    /// The character of a number; U+FFFD for what is none.
    static func scalar(_ number: UInt32) -> Character {
        let mapped = (0x80...0x9f).contains(number) ? windows[Int(number - 0x80)] : number
        guard mapped != 0, let scalar = Unicode.Scalar(mapped) else { return "\u{fffd}" }
        return Character(scalar)
    }

    /// A windows-1252 byte as a scalar.
    static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        let value = (0x80...0x9f).contains(byte) ? windows[Int(byte - 0x80)] : UInt32(byte)
        return Unicode.Scalar(value) ?? "\u{fffd}"
    }
}
