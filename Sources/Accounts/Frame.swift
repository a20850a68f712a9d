// A file of a domain that imports Accounts alone finds the context of a request here until it imports Frame.
@_exported public import Frame
