using LakeVersion.Storage;

namespace LakeVersion.Versioning.Logs;

/// <summary>What the answer to a create-only put and a read-back of the same key say together.</summary>
internal enum CreateVerdict
{
    /// <summary>The entry there is this writer's.</summary>
    Mine,

    /// <summary>The entry there is another's: this writer's put can never take effect.</summary>
    Another,

    /// <summary>Nothing is there yet; the put may still land. The same bytes are to be tried again at the same number.</summary>
    Open,
}

/// <summary>Decides who won a number of a log (protocol: publishing, rule 3). Pure.</summary>
internal static class CreateVerdicts
{
    /// <summary>The verdict of an answer alone; null where the key must be read back.</summary>
    /// <remarks>Exists proves nothing about who: a client's own retry turns its success into Exists.</remarks>
    public static CreateVerdict? Of(CreateResult answer) => answer == CreateResult.Created ? CreateVerdict.Mine : null;

    /// <summary>The verdict of an answer that is believed: wrong, and only for tests that must notice (<see cref="WriterMutants.BelievesAnswers"/>).</summary>
    public static CreateVerdict Believed(CreateResult answer) => answer == CreateResult.Exists ? CreateVerdict.Another : CreateVerdict.Open;

    /// <summary>The verdict of a read-back: the transaction id that stands at the key, or null where nothing does.</summary>
    public static CreateVerdict Of(Id128? found, Id128 mine) =>
        found is null ? CreateVerdict.Open : found == mine ? CreateVerdict.Mine : CreateVerdict.Another;
}
