namespace LakeVersion.Rows.Comparing;

/// <summary>When two cells are equal. Under both rules null equals null, and every NaN every other.</summary>
public enum CellRule
{
    /// <summary>Where they hold the same value as stored: -0.0 and 0.0 differ, and so do maps of other order.</summary>
    Stored,

    /// <summary>Where predicates call them equal: -0.0 is 0.0.</summary>
    Key,
}
