using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Conflicts;

namespace LakeVersion.Delta.Editing;

/// <summary>An edit that is done as far as files go, and is to be committed.</summary>
/// <param name="Actions">The file actions; empty where nothing changes.</param>
/// <param name="Reads">What was read.</param>
/// <param name="Figures">What was done.</param>
internal sealed record EditOutcome(IReadOnlyList<DeltaAction> Actions, TransactionReads Reads, EditFigures Figures);
