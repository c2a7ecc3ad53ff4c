import WickDomain
