// The public face of @posthouse/protocol.
export {}
