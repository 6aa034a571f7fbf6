namespace LakeVersion.Delta.Conflicts;

/// <summary>How far a commit is shielded from the commits that came between (the table property <c>delta.isolationLevel</c>).</summary>
public enum IsolationLevel
{
    /// <summary>As if all commits had been made one after the other, in the order of their versions.</summary>
    Serializable,

    /// <summary>As if in some order: rows that others appended without reading anything do not conflict with what I read.</summary>
    WriteSerializable,
}
