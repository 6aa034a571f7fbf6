namespace LakeVersion.Delta.Editing;

/// <summary>What a clause of an upsert does to a row.</summary>
public enum UpsertAction
{
    /// <summary>The table's row gets new values.</summary>
    Update,

    /// <summary>The table's row goes.</summary>
    Delete,

    /// <summary>The source's row becomes one of the table.</summary>
    Insert,
}
