namespace LakeVersion.Delta.Actions;

/// <summary>An action that this version does not know. Readers ignore it (PROTOCOL.md, "Protocol Evolution").</summary>
/// <param name="Name">The action's name.</param>
public sealed record UnknownAction(string Name) : DeltaAction;
