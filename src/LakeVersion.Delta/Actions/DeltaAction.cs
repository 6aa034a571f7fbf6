namespace LakeVersion.Delta.Actions;

/// <summary>One line of a commit: a change of one aspect of the table (PROTOCOL.md, "Actions").</summary>
public abstract record DeltaAction;
