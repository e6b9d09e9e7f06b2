"""Worlds of any size for the scaling measurements: half the chips foreign (licensed, taxed, capped), half domestic.

    python3 made_worlds.py ACTORS CHIPS MONTHS > world.cfg
"""
import sys


def write(actors, chips, months):
    foreign = [f'f{n:02d}' for n in range((chips + 1) // 2)]
    home = [f'd{n:02d}' for n in range(chips // 2)]
    some = ', '.join(f'"{k}"' for k in foreign)
    out = f'''run : {{ start = "2026-02"; months = {months}; }};
behaviour : {{ anticipation = {{ value = 0.5; distribution = "uniform"; min = 0.1; max = 1.0; }}; }};
jurisdictions : {{
    cn : {{ start_regime = "open"; regimes : {{
        open : {{ openness = 1; transitions : {{ shut : {{ hazard_per_year = 0.6; }}; }}; }};
        shut : {{ openness = 0; transitions : {{ open : {{ hazard_per_year = 1.1; }}; }}; }}; }}; }};
    us : {{ start_regime = "open"; regimes : {{
        open : {{ openness = 1; transitions : {{ shut : {{ hazard_per_year = 0.4; }}; }}; }};
        shut : {{ openness = 0; transitions : {{ open : {{ hazard_per_year = 0.9; }}; }}; }}; }}; }};
}};
ecosystems : {{ cuda : {{ training_efficiency_limit = 1.2; experience_reference_h100e_years = 1.0e6; }};
               cann : {{ training_efficiency_start = 0.5; experience_reference_h100e_years = 3.0e5; }}; }};
suppliers : {{ fab : {{ outside_order = "before"; }}; smic : {{ outside_order = "after"; }}; }};
references : {{ earth : {{ role = "world"; stock_h100e = 2.0e7; growth_factor_per_year = 2.0;
               contains_actors = true; }}; }};
chips : {{\n'''
    for n, k in enumerate(foreign + home):
        abroad = k in foreign
        out += f'''    {k} : {{ supplier = "{'fab' if abroad else 'smic'}"; ecosystem = "{'cuda' if abroad else 'cann'}";
        origin = "{'us' if abroad else 'cn'}"; channel = "{'official' if abroad else 'domestic'}";
        tpp = {9000 + 400 * n}.0; bandwidth_tb_per_s = 3.1; price_usd = {{ value = 20000.0; distribution = "lognormal";
        p5 = 15000.0; p95 = 27000.0; }}; lead_months = 1; install_months = 2; service_life_months = 60;
        retirement_hazard_per_year = 0.05; capacity_chips_per_month : {{ m0 = 20000.0; m12 = 30000.0; }};
        opening_inventory_chips = 50000.0; supply_noise_sd = 0.1; supply_noise_persistence = 0.6; }};\n'''
    out += '};\nactors : {\n'
    for n in range(actors):
        out += f'''    a{n:02d} : {{ home = "cn"; training_share = 0.45; budget_usd_per_month = 4.0e8; cash_carry_months = 6.0;
        target_effective_h100e = {{ value = 2.0e5; distribution = "pert"; min = 1.0e5; mode = 2.0e5; max = 5.0e5; }};
        target_growth_factor_per_year = 1.5;
        opening_stock_chips : {{ {foreign[0]} = 40000.0; {(home or foreign)[0]} = 20000.0; }}; }};\n'''
    return out + f'''}};
instruments : {{
    ban : {{ type = "ban"; owner = "us"; active = false; chips = ({some}); shut : {{ active = true; }}; }};
    charge : {{ type = "tariff"; owner = "us"; rate = 0.25; }};
    vetting : {{ type = "licence"; owner = "us"; delay_mean_months = 1.3; delay_shape = 2; delay_correlation = 0.5;
                denial_probability = 0.1; chips = ({some}); }};
    admission : {{ type = "licence"; owner = "cn"; delay_mean_months = 0.8; delay_shape = 2; delay_correlation = 0.5;
                  chips = ({some}); shut : {{ hold = true; }}; }};
    cap : {{ type = "quota"; owner = "cn"; limit = {60000 * actors}.0; window = "calendar_year"; chips = ({some}); }};
    taste : {{ type = "preference"; owner = "cn"; weight = 0.7; chips = ({some}); }};
}};
'''


if __name__ == '__main__':
    print(write(*map(int, sys.argv[1:4])))
