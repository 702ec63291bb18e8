// Enums of calls as types (spec/zego.md §3.1). Real enums, because TypeScript takes enums of two declarations for the same only
// by their name; they exist for the compiler alone. Their values: ../enums/call.ts.

export declare enum ZIMCallInvitationMode {
  Unknown = -1,
  General = 0,
  Advanced = 1,
}

export declare enum ZIMCallState {
  Unknown = -1,
  Started = 1,
  Ended = 2,
}

export declare enum ZIMCallUserState {
  Unknown = -1,
  Inviting = 0,
  Accepted = 1,
  Rejected = 2,
  Cancelled = 3,
  Offline = 4,
  Received = 5,
  Timeout = 6,
  Quit = 7,
  Ended = 8,
  NotYetReceived = 9,
  BeCancelled = 10,
}

export declare enum ZIMCXHandleType {
  Generic = 1,
  PhoneNumber = 2,
  EmailAddress = 3,
}
